export { SafetyModule } from './safety.module.ts';
