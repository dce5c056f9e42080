/** Texts of a program, read as far as they can be without running it. */
import ts from 'typescript';

/** Stands for what only a run knows. */
const UNKNOWN = '\uE000';

/** A text, put together from its parts. */
export interface ReadText {
  readonly text: string;
  /** Where its parts begin, in the text and in the file. */
  readonly parts: readonly { readonly at: number; readonly line: number; readonly spansLines: boolean }[];
  /** What stands in it and could not be read. */
  readonly unread: readonly ts.Node[];
}

/** The text that an expression makes; undefined for what is none. Reads templates, sums, joined lists, and constants of the same file. */
export function readText(node: ts.Node): ReadText | undefined {
  return isText(node) ? build(node, 0) : undefined;
}

/** 1-based line of the file at a place of the text. */
export function lineAt({ text, parts }: ReadText, index: number): number {
  const part = parts.findLast(({ at }) => at <= index);
  if (part === undefined) return 1;
  return part.line + (part.spansLines ? text.slice(part.at, index).split('\n').length - 1 : 0);
}

/** SQL with blanks in place of its comments. */
export function withoutComments(sql: string): string {
  return sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
}

function isText(node: ts.Node): boolean {
  if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) return true;
  if (isSum(node)) return isText(node.left) || isText(node.right);
  return joined(node) !== undefined;
}

const isSum = (node: ts.Node): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken;

/** `['a', 'b'].join('.')` */
function joined(node: ts.Node): { readonly list: readonly ts.Expression[]; readonly by: string } | undefined {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return undefined;
  const { name, expression } = node.expression;
  const [by] = node.arguments;
  if (name.text !== 'join' || !ts.isArrayLiteralExpression(expression) || !by || !ts.isStringLiteralLike(by))
    return undefined;
  return { list: expression.elements, by: by.text };
}

const DEPTH_MAX = 5;

function build(node: ts.Node, depth: number): ReadText {
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) return build(node.expression, depth);
  if (ts.isStringLiteralLike(node)) return literal(node, node.text);
  if (ts.isTemplateExpression(node))
    return together([
      literal(node.head, node.head.text),
      ...node.templateSpans.flatMap((span) => [
        build(span.expression, depth),
        literal(span.literal, span.literal.text),
      ]),
    ]);
  if (isSum(node)) return together([build(node.left, depth), build(node.right, depth)]);
  const list = joined(node);
  if (list !== undefined)
    return together(list.list.flatMap((one, index) => [...(index > 0 ? [glue(list.by)] : []), build(one, depth)]));
  const constant = ts.isIdentifier(node) && depth < DEPTH_MAX ? constantOf(node) : undefined;
  // What stands elsewhere is told there.
  if (constant !== undefined && isText(constant)) return { ...build(constant, depth + 1), parts: [partAt(node)] };
  return { text: UNKNOWN, parts: [partAt(node)], unread: [node] };
}

function literal(node: ts.Node, text: string): ReadText {
  return { text, parts: [{ ...partAt(node), spansLines: !ts.isStringLiteral(node) }], unread: [] };
}

const glue = (text: string): ReadText => ({ text, parts: [], unread: [] });

function partAt(node: ts.Node): ReadText['parts'][number] {
  const line = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
  return { at: 0, line, spansLines: false };
}

function together(all: readonly ReadText[]): ReadText {
  let text = '';
  const parts = all.flatMap((one) => {
    const begin = text.length;
    text += one.text;
    return one.parts.map((part) => ({ ...part, at: part.at + begin }));
  });
  return { text, parts, unread: all.flatMap(({ unread }) => unread) };
}

/** What a constant of the same file is. */
function constantOf(name: ts.Identifier): ts.Expression | undefined {
  let found: ts.Expression | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isVariableDeclaration(node) && node.name.getText() === name.text && node.parent.flags & ts.NodeFlags.Const)
      found = node.initializer;
    ts.forEachChild(node, visit);
  };
  visit(name.getSourceFile());
  return found;
}
