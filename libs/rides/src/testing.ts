/** The door for specs of others that need a ride. No file of the product enters here. */
export { sampleRide } from './testing/sample-ride.ts';
