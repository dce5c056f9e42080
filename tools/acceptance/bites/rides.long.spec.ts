import { describeBites } from './bites-of.ts';

describeBites('Rides');
