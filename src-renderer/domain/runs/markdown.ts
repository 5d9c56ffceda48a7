/** Notes in Markdown as elements of the page, without anything that could run, load or leave the page. */
import DOMPurify from 'dompurify';
import { Marked } from 'marked';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"]/gu, (character) => ESCAPES[character]!);
}

const markdown = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    // HTML stays the text it is, and a picture its words: the page loads nothing from elsewhere.
    html: ({ text }) => escapeHtml(text),
    image: ({ text, href }) => escapeHtml(`${text} (${href})`),
  },
});

/** What a note says, as HTML. */
export function markdownHtml(text: string): string {
  return markdown.parse(text, { async: false });
}

/** What a note says, set. Links open apart from the page. */
export function renderMarkdown(text: string): DocumentFragment {
  const fragment = DOMPurify.sanitize(markdownHtml(text), {
    RETURN_DOM_FRAGMENT: true,
    USE_PROFILES: { html: true },
    FORBID_TAGS: ['style', 'img', 'form', 'button', 'textarea', 'select'],
    FORBID_ATTR: ['style', 'id', 'class', 'name'],
  });
  for (const link of fragment.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }
  return fragment;
}
