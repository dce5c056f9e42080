/** What `import { z } from 'zod'` finds while the phone's code is compiled. */
import * as z from './z.ts';

export { z };
