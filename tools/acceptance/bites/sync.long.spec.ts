import { describeBites } from './bites-of.ts';

describeBites('Sync');
