/** The views of the workstation: one table for the router, the side bar, the palette and the keys. */
import type { Component } from 'svelte';
import List from '@lucide/svelte/icons/list';
import CirclePlus from '@lucide/svelte/icons/circle-plus';
import Cpu from '@lucide/svelte/icons/cpu';
import GitCompare from '@lucide/svelte/icons/git-compare';
import Images from '@lucide/svelte/icons/images';
import Sheet from '@lucide/svelte/icons/sheet';
import Workflow from '@lucide/svelte/icons/workflow';
import CompareView from './CompareView.svelte';
import DatasetsView from './DatasetsView.svelte';
import DevicesView from './DevicesView.svelte';
import GenotypesView from './GenotypesView.svelte';
import NewRunView from './NewRunView.svelte';
import RunsView from './RunsView.svelte';
import RunView from './RunView.svelte';
import TablesView from './TablesView.svelte';

export interface View {
  /** First part of the path; the home view has ''. */
  readonly path: string;
  readonly title: string;
  readonly component: Component;
  /** Heading of the side bar it stands under; absent: not in the side bar. */
  readonly section?: 'Work' | 'Machine';
  readonly icon?: Component;
  /** tinykeys notation. */
  readonly keys?: string;
}

export const VIEWS: readonly View[] = [
  { path: '', title: 'Runs', component: RunsView, section: 'Work', icon: List, keys: 'g r' },
  { path: 'new', title: 'New run', component: NewRunView, section: 'Work', icon: CirclePlus, keys: 'g n' },
  {
    path: 'compare',
    title: 'Compare',
    component: CompareView,
    section: 'Work',
    icon: GitCompare,
    keys: 'g c',
  },
  {
    path: 'genotypes',
    title: 'Genotypes',
    component: GenotypesView,
    section: 'Work',
    icon: Workflow,
    keys: 'g g',
  },
  { path: 'tables', title: 'Tables', component: TablesView, section: 'Work', icon: Sheet, keys: 'g t' },
  {
    path: 'datasets',
    title: 'Data sets',
    component: DatasetsView,
    section: 'Machine',
    icon: Images,
    keys: 'g d',
  },
  { path: 'devices', title: 'Devices', component: DevicesView, section: 'Machine', icon: Cpu, keys: 'g m' },
  { path: 'runs', title: 'Run', component: RunView },
];

/** The view that a path names; the home view where none does. */
export function viewOf(path: readonly string[]): View {
  return VIEWS.find((view) => view.path === (path[0] ?? '')) ?? VIEWS[0]!;
}
