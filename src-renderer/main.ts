import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import './app.css';
import { mount } from 'svelte';
import { z } from 'zod';
import App from './App.svelte';

// zod would otherwise try `new Function`, which the content security policy reports.
z.config({ jitless: true });

const target = document.getElementById('app');
if (target === null) throw new Error('the page has no #app');
mount(App, { target });
