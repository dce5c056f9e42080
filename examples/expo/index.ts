/**
 * What iOS and Android start: also in the background, where nothing is shown. So the background task is defined here, before
 * anything of React.
 */
import { registerRootComponent } from 'expo';
import { defineDrainTask } from './src/phone/background.ts';
import { App } from './src/screens/app.tsx';

defineDrainTask();
registerRootComponent(App);
