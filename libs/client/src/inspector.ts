/** What a developer looks at while an app is built: the queue, the inbox, the status, rows and exchanges of a client, as one component. */
export { RecordedTransport, type Exchange } from './inspector/exchanges.ts';
export { Inspector, type InspectorProps } from './inspector/inspector.ts';
