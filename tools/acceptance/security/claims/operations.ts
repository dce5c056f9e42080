import { notHere, open, shown, type Chapter } from '../claim.ts';
import * as spec from './specs.ts';

/** ASVS V13. */
export const CONFIGURATION: Chapter = {
  name: 'V13 Configuration',
  claims: [
    open(
      'V13.1.1',
      'It is documented with what the server talks',
      'docs/deployment.md names the database, the issuer, the vault and the proxy; nothing holds it against the code.',
    ),
    open(
      'V13.2.1',
      'Services know each other by short-lived credentials',
      'The vault by the platform’s identity; the database by a password, which may be changed at any time.',
      `${spec.KEY_VAULT} › is decided by what the platform has mounted, not by trial`,
      `${spec.OPEN_DATABASE} › does not migrate unless it is told to, and takes the password from the secrets`,
    ),
    shown(
      'V13.2.2',
      'The server has the rights that it needs, and no more',
      `${spec.TOLD} › a missing right: the table it is about is not hidden behind a database that does not answer`,
      `${spec.TOLD} › a right that is missing from the start keeps a server from starting, by name`,
    ),
    shown(
      'V13.2.3',
      'No credential is a default',
      `${spec.SECRETS} › are made once, long, different, and kept over a restart`,
      `${spec.POSTGRES} › keeps its password from other users, and lets nobody in without it`,
      `${spec.CONFIG} › do not fall back for %s`,
    ),
    open(
      'V13.2.4',
      'A list says what the application may talk to',
      'It asks what its settings name; nothing outside of it forbids more.',
    ),
    open('V13.2.5', 'A list says what the server may talk to', 'As above.'),
    shown(
      'V13.3.1',
      'Secrets are in a vault',
      `${spec.CONFIG} › do not fall back for %s › KEY_VAULT_URI`,
      `${spec.KEY_VAULT} › fails once for all secrets that are missing or of no use, each with its cause`,
      `${spec.KEY_VAULT} › are picked up when they were rotated`,
    ),
    shown(
      'V13.3.2',
      'Secrets are read by who needs them',
      `${spec.KEY_VAULT} › reads what is needed at once, and nothing that is not`,
      `${spec.CONFIG} › of a command that works with the database alone are its address, and the vault where its password is`,
    ),
    shown('V13.4.1', 'The repository is not served', `${spec.MATRIX} › grants what was reviewed, and nothing else`),
    shown(
      'V13.4.2',
      'Nothing is debugged in production',
      `${spec.HTTP} › a fault of ours, which tells nothing to the caller and all to the log`,
      `${spec.LOGGER} › is JSON in production`,
      `${spec.ISSUER} › refuses to exist in production`,
    ),
    shown('V13.4.3', 'Folders are not listed', `${spec.MATRIX} › grants what was reviewed, and nothing else`),
    shown('V13.4.4', 'TRACE is not answered', `${spec.HTTP} › a method that the address does not take`),
    shown(
      'V13.4.5',
      'Figures and inner documents are not shown to all',
      `${spec.PLATFORM} › keeps its metrics to the operators`,
      `${spec.CONFIG} › leaves figures to this machine, whatever people reach`,
    ),
  ],
};

/** ASVS V14. */
export const DATA: Chapter = {
  name: 'V14 Data protection',
  claims: [
    shown(
      'V14.1.1',
      'Data are classified by how sensitive they are',
      `${spec.HIDDEN} › %s declares how sensitive each part of its arguments and events is`,
      `${spec.DESCRIBE_MODULE} › finds what is wrong: %s`,
    ),
    open(
      'V14.1.2',
      'Each class says how it is to be protected',
      'Who is shown a class is said, and for some how long it is kept; how it is encrypted and in which country is not.',
    ),
    open(
      'V14.2.1',
      'Nothing sensitive stands in an address',
      'No token does; places that people look for, and ids of people that staff look for, stand in queries. The log leaves queries out.',
      `${spec.TOKEN} › takes a token from the header only`,
      `${spec.PLATFORM} › holds the route of every request and nothing that a person sent`,
    ),
    shown('V14.2.2', 'Nothing sensitive is cached on the way', `${spec.HTTP} › carries the security headers: %s`),
    open(
      'V14.2.3',
      'Nothing sensitive goes to third parties',
      'No page asks another server. An SMS can be read by whoever carries it, and no list of all sinks is held against the code.',
      `${spec.PLATFORM} › come from this server alone: page, scripts and styles`,
    ),
    open(
      'V14.2.4',
      'Each class is protected as it is said',
      'As said of V14.1.2.',
      `${spec.RETENTION} › drops nothing while a run only counts, and then just so much`,
      `${spec.HIDDEN} › a booking, as staff see it`,
      `${spec.READS} › at a list is written down: who, where, at whom, and nobody is named`,
    ),
    open(
      'V14.3.1',
      'The client forgets when the session ends',
      'A phone out of service is told to forget; who signs out of an app is not made to.',
      `${spec.LOST_PHONE} › Y11 comes back: its work is kept and not decided, it is told to forget, and its owner’s new phone goes on`,
      `${spec.CLIENT} › have a queue and views each: nobody sends or sees what the other did`,
    ),
    shown('V14.3.2', 'Browsers keep nothing sensitive', `${spec.HTTP} › carries the security headers: %s`),
    open(
      'V14.3.3',
      'Nothing sensitive is stored in the browser',
      'The library keeps a person’s rides and queue on their device, as it must without a network, and does not encrypt them: that is left to the device.',
    ),
  ],
};

/** ASVS V16. */
export const LOGGING: Chapter = {
  name: 'V16 Logging and errors',
  claims: [
    open(
      'V16.1.1',
      'It is documented what is logged, where and for how long',
      'What is logged is said above; where lines go, who reads them and for how long is the operator’s.',
    ),
    shown(
      'V16.2.1',
      'Each line says when, where, who and what',
      `${spec.REQUEST_LOG} › tells the person and the install by what stands for them`,
      `${spec.PLATFORM} › says of what was refused by which code, and when`,
    ),
    open(
      'V16.2.2',
      'Clocks agree, and times are UTC',
      'Times are UTC; that clocks agree is the operator’s.',
      `${spec.LOGGER} › is JSON in production`,
    ),
    open('V16.2.3', 'Logs go where it is documented', 'To standard output; no test says so.'),
    shown(
      'V16.2.4',
      'Logs have one form that programs read',
      `${spec.LOGGER} › is JSON in production`,
      `${spec.LOGGER} › takes Nest’s lines, the chatty ones only when asked`,
    ),
    shown(
      'V16.2.5',
      'Logs hold nothing they must not',
      `${spec.PLATFORM} › holds the route of every request and nothing that a person sent`,
      `${spec.LOGGER} › leaves out what nobody should log, however deep`,
      `${spec.SCRUB} › %s`,
      `${spec.FAULT_LOG} › repeat nothing that the database quoted`,
    ),
    open(
      'V16.3.1',
      'Each sign-in is logged, and each that failed',
      'Sign-ins are the provider’s; of tokens the log says which were refused and why, not whose they were.',
      `${spec.PLATFORM} › says of what was refused by which code, and when › token_malformed`,
    ),
    shown(
      'V16.3.2',
      'What was refused for lack of a right is logged',
      `${spec.PLATFORM} › says of what was refused by which code, and when › permission_denied`,
    ),
    open(
      'V16.3.3',
      'Attempts to get around controls are logged',
      'Refused requests are, with the code, and refused mutations in the ledger; which of them are security events is not defined.',
      `${spec.PLATFORM} › says of what was refused by which code, and when`,
    ),
    shown(
      'V16.3.4',
      'Faults are logged',
      `${spec.FAULT_LOG} › are written down once for each cause and minute, with the SQLSTATE, and counted each time`,
      `${spec.TOLD} › an issuer that cannot be reached and whose keys are not known; with known keys its outage is not ours`,
    ),
    shown(
      'V16.4.1',
      'Nobody can write lines of their own into the log',
      `${spec.LOGGER} › is one line in production, whatever stands in it`,
    ),
    open(
      'V16.4.2',
      'Logs cannot be read or changed by others',
      'The operator’s. The ledger and the record of looks are append-only and chained.',
      `${spec.PIPELINE} › has a hash chain that verifies, until one stored row is changed`,
      `${spec.TAMPERING} › finds a change of any column of %s that is not named as uncovered`,
      `${spec.READS} › stands in the chain, and cannot be asked for by people`,
    ),
    open(
      'V16.4.3',
      'Logs are sent to another system',
      'The operator’s: docs/deployment.md says what there is to send on. The server itself sends nothing anywhere.',
    ),
    shown(
      'V16.5.1',
      'Errors tell nothing of the inside',
      `${spec.HTTP} › a fault of ours, which tells nothing to the caller and all to the log`,
      `${spec.CONFIG} › never repeat a value: it may hold a password`,
    ),
    shown(
      'V16.5.2',
      'An outage of others is survived safely',
      `${spec.ISSUER_KEYS} › go on serving while the issuer is down, but say nothing about new ones`,
      `${spec.ISSUER_KEYS} › are not served stale for ever`,
      `${spec.KEY_VAULT} › go on being used while the vault cannot be asked, but not for ever`,
    ),
    shown(
      'V16.5.3',
      'What fails, fails shut',
      `${spec.READS} › that cannot be written down is not given`,
      `${spec.ACCESS} › stay shut if the check in front of them is left out`,
      `${spec.COMMIT_FAULTS} › is whole or not there, and tells the truth, when any of its statements meets %j`,
    ),
  ],
};

const NO_WEBRTC = 'There is no WebRTC.';

/** ASVS V17. */
export const WEBRTC: Chapter = {
  name: 'V17 WebRTC',
  claims: [
    notHere('V17.1.1', 'TURN reaches no inner addresses', NO_WEBRTC),
    notHere('V17.2.1', 'Keys of DTLS are managed', NO_WEBRTC),
    notHere('V17.2.2', 'DTLS has good ciphers', NO_WEBRTC),
    notHere('V17.2.3', 'SRTP is authenticated', NO_WEBRTC),
    notHere('V17.2.4', 'Broken SRTP is survived', NO_WEBRTC),
    notHere('V17.3.1', 'Signaling survives floods', NO_WEBRTC),
    notHere('V17.3.2', 'Signaling survives broken messages', NO_WEBRTC),
  ],
};
