// The editor of code on pages: CodeMirror, with what Python needs and nothing else.
// It stands in a shadow root: there it brings its style sheet along as an object, which the pages'
// policy allows, and no rule of the page's own reaches it.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import {
  LRLanguage, LanguageSupport, bracketMatching, delimitedIndent, indentNodeProp, indentOnInput,
  indentUnit, syntaxHighlighting,
} from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tagHighlighter, tags } from "@lezer/highlight";
import { parser } from "@lezer/python";

// How deep a line stands that follows: one step more behind a colon, one less behind `return`.
const python = LRLanguage.define({
  name: "python",
  parser: parser.configure({
    props: [
      indentNodeProp.add({
        Body: (context) => {
          const line = context.lineAt(context.pos, -1);
          const before = context.baseIndentFor(context.node);
          return Math.max(before + context.unit, line.text.trim() ? context.lineIndent(line.from) : 0);
        },
        "TupleExpression ComprehensionExpression ParamList ArgList ParenthesizedExpression": delimitedIndent({ closing: ")" }),
        "DictionaryExpression DictionaryComprehensionExpression SetExpression SetComprehensionExpression": delimitedIndent({ closing: "}" }),
        "ArrayExpression ArrayComprehensionExpression": delimitedIndent({ closing: "]" }),
        Script: (context) => {
          const line = context.lineAt(context.pos, -1);
          const deep = context.lineIndent(line.from);
          if (/:\s*(#.*)?$/.test(line.text)) return deep + context.unit;
          if (/^\s*(return|raise|break|continue|pass)\b/.test(line.text)) return Math.max(0, deep - context.unit);
          return deep;
        },
      }),
    ],
  }),
  languageData: {
    commentTokens: { line: "#" },
    closeBrackets: { brackets: ["(", "[", "{", "'", '"'] },
    indentOnInput: /^\s*([}\])]|else:|elif |except |finally:)$/,
  },
});

const colours = tagHighlighter([
  { tag: tags.keyword, class: "k" },
  { tag: [tags.controlKeyword, tags.moduleKeyword, tags.operatorKeyword, tags.definitionKeyword], class: "k" },
  { tag: [tags.bool, tags.null], class: "kc" },
  { tag: [tags.string, tags.special(tags.string)], class: "s" },
  { tag: tags.number, class: "m" },
  { tag: tags.comment, class: "c" },
  { tag: tags.function(tags.definition(tags.variableName)), class: "nf" },
  { tag: tags.definition(tags.className), class: "nf" },
  { tag: [tags.operator, tags.compareOperator, tags.arithmeticOperator], class: "o" },
  { tag: tags.meta, class: "nf" },
]);

const ofPage = EditorView.theme({
  "&": { fontSize: "inherit", color: "var(--md-code-fg-color, #24292f)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--md-code-font-family, ui-monospace, monospace)", lineHeight: "1.5" },
  // A page may have long lines go on below; the editor reads from `white-space` that they do.
  ".cm-content": {
    padding: "0.6rem 0",
    caretColor: "currentcolor",
    whiteSpace: "var(--lc-code-wrap, pre)",
    overflowWrap: "anywhere",
    flexShrink: "var(--lc-code-shrink, 0)",
  },
  ".cm-line": { padding: "0 0.8rem 0 0.4rem" },
  ".cm-gutters": { color: "var(--md-default-fg-color--light, #57606a)", backgroundColor: "transparent", border: "0" },
  ".cm-cursor": { borderLeftColor: "currentcolor" },
  ".cm-activeLine": { backgroundColor: "var(--md-accent-fg-color--transparent, #0969da18)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--lc-selected, #80a8ff55)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "transparent", outline: "1px solid" },
  ".k, .kc": { color: "var(--md-code-hl-keyword-color, #3f6ec6)" },
  ".s": { color: "var(--md-code-hl-string-color, #1c7d4d)" },
  ".m": { color: "var(--md-code-hl-number-color, #d52a2a)" },
  ".c": { color: "var(--md-code-hl-comment-color, #57606a)" },
  ".nf": { color: "var(--md-code-hl-function-color, #a846b9)" },
  ".o": { color: "var(--md-code-hl-operator-color, inherit)" },
});

// An editor within an element. `change` is called after each edit, `run` by Shift+Enter, and
// `leave` by Escape, after which Tab goes on to what comes next.
globalThis.lcEditor = function lcEditor(place, { text, label, change, run, leave }) {
  const root = place.attachShadow({ mode: "open" });
  // Seen from the page a key was pressed on a mere box, and letters are short cuts there.
  for (const kind of ["keydown", "keypress", "keyup"]) place.addEventListener(kind, (event) => event.stopPropagation());
  const act = (what) => () => (what(), true);
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: text,
      extensions: [
        lineNumbers(), history(), drawSelection(), indentOnInput(), bracketMatching(), highlightActiveLine(),
        indentUnit.of("    "), EditorState.tabSize.of(4), new LanguageSupport(python), syntaxHighlighting(colours), ofPage,
        EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
        keymap.of([
          { key: "Shift-Enter", run: act(run) },
          { key: "Mod-Enter", run: act(run) },
          { key: "Escape", run: () => (leave(), false) },
          ...historyKeymap, indentWithTab, ...defaultKeymap,
        ]),
        EditorView.updateListener.of((update) => update.docChanged && change()),
      ],
    }),
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(next) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: next } });
    },
    focus: () => view.focus(),
    // The line of an error, counted from 1.
    show(number) {
      if (number > view.state.doc.lines) return;
      const { from } = view.state.doc.line(number);
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
    },
  };
};
