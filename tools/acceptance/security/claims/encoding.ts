import { notHere, open, shown, type Chapter } from '../claim.ts';
import * as spec from './specs.ts';

/** ASVS V1. */
export const ENCODING: Chapter = {
  name: 'V1 Encoding and sanitization',
  claims: [
    shown(
      'V1.1.1',
      'Input is decoded once, before it is judged',
      `${spec.REFUSALS} › %s: to push and to pull › __proto__ behind an escape`,
      `${spec.HTTP} › is refused as %s: %# › gzip, gzip`,
    ),
    shown(
      'V1.1.2',
      'Output is escaped last, where it is written',
      `${spec.RECEIPT_PAGE} › shows every text as text, whatever is in it: the page has the same tags`,
    ),
    shown(
      'V1.2.1',
      'Escaping fits the place: HTML, attributes, headers',
      `${spec.PAGE} › shows text as text, in an attribute too`,
      `${spec.RECEIPT_PAGE} › shows every text as text, whatever is in it: the page has the same tags`,
      `${spec.RIDES_REST} › asks for a key and gets %s`,
    ),
    shown(
      'V1.2.2',
      'Addresses made of input are encoded, and only safe schemes are let through',
      `${spec.SIGN_IN} › sends nobody to %s`,
    ),
    shown(
      'V1.2.3',
      'JSON and scripts cannot be broken out of',
      `${spec.RIDES_REST} › takes %s for a name, wherever a name may stand`,
      `${spec.PAGE} › without a script allows none, and asks nobody`,
    ),
    shown(
      'V1.2.4',
      'Queries take values as parameters',
      `${spec.RIDES_REST} › takes %s for a name, wherever a name may stand`,
      `${spec.DATA_SOURCE} › is an error, and never everybody`,
    ),
    notHere('V1.2.5', 'No commands of the system are made of input', 'No request starts a program.'),
    notHere('V1.2.6', 'LDAP queries are safe', 'There is no directory.'),
    notHere('V1.2.7', 'XPath queries are safe', 'There are none.'),
    notHere('V1.2.8', 'LaTeX is run safely', 'There is none.'),
    notHere('V1.2.9', 'Input in regular expressions is escaped', 'No expression is made of input.'),
    notHere(
      'V1.3.1',
      'HTML that people write is sanitized',
      'Nobody may write HTML; all text is shown as text.',
      `${spec.PAGE} › shows text as text, in an attribute too`,
    ),
    shown(
      'V1.3.2',
      'No code is made from text',
      `${spec.LINT} › have a planted violation of %s › no-eval`,
      `${spec.LINT} › have a planted violation of %s › no-new-func`,
    ),
    shown(
      'V1.3.3',
      'What reaches a dangerous place is narrowed first',
      `${spec.HTTP} › an address with NUL, with a broken escape, or too long`,
      `${spec.TOKEN} › refuses a token %s with %s › with NUL in the subject`,
      `${spec.SECRETS} › are never anywhere else: %j`,
    ),
    notHere('V1.3.4', 'SVG that people upload is harmless', 'Nobody uploads anything.'),
    notHere('V1.3.5', 'Markdown, style sheets and the like of people are harmless', 'None is taken.'),
    shown(
      'V1.3.6',
      'The server asks no address that input names',
      `${spec.TOKEN} › asks nobody for keys on behalf of a token that brings its own`,
    ),
    notHere(
      'V1.3.7',
      'Templates are not made of input',
      'Pages are functions of the program; there is no template engine.',
    ),
    notHere('V1.3.8', 'JNDI is safe', 'There is no Java.'),
    notHere('V1.3.9', 'Memcache is safe from injection', 'There is none.'),
    notHere(
      'V1.3.10',
      'Format strings are not made of input',
      'Lines of the log are fixed words with fields beside them.',
      `${spec.LOGGER} › is one line in production, whatever stands in it`,
    ),
    notHere('V1.3.11', 'Mail is safe from injection', 'No mail is sent.'),
    open(
      'V1.4.1',
      'Memory cannot be overrun',
      'All is JavaScript but the road engine, which is C++ in a process of its own: nothing is done against a fault of its own.',
    ),
    shown(
      'V1.4.2',
      'Numbers cannot overflow',
      `${spec.REFUSALS} › %s: to push and to pull › a number beyond 2^53`,
      `${spec.REFUSALS} › push with %s › id -1`,
    ),
    notHere('V1.4.3', 'Memory is released safely', 'The language collects it.'),
    notHere(
      'V1.5.1',
      'XML is parsed restrictively',
      'No XML is parsed: requests are JSON, and an operator’s file of roads in XML is refused.',
    ),
    shown(
      'V1.5.2',
      'What is deserialized cannot choose types',
      `${spec.HTTP} › is refused as %s: %# › json_forbidden_key`,
      `${spec.REFUSALS} › push with %s › a field nobody knows`,
    ),
  ],
};
