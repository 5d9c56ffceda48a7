import { describeMethods } from '../../fixtures/methodSteps.ts';

describeMethods(1);
