import { createElement } from "react";
import classes from "./Markdown.module.css";
import { type Block, parseBlocks, parseSpans } from "./markdown.js";

/** Shows a text written in Markdown. Only elements of ours are made of it: HTML in it is shown as text. */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <div className={classes.markdown} dir="auto">
      {parseBlocks(text).map((block, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text is shown anew as a whole
        <BlockView key={at} block={block} />
      ))}
    </div>
  );
}

function BlockView({ block }: { readonly block: Block }) {
  switch (block.kind) {
    case "heading":
      // The page has the first two levels.
      return createElement(
        `h${Math.min(6, block.level + 2)}`,
        { dir: "auto", "data-level": block.level },
        <Spans text={block.text} />,
      );
    case "paragraph":
      return (
        <p dir="auto">
          <Spans text={block.text} />
        </p>
      );
    case "list": {
      const items = block.items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the text is shown anew as a whole
        <li key={at}>
          <Spans text={item} />
        </li>
      ));
      return block.isOrdered ? <ol dir="auto">{items}</ol> : <ul dir="auto">{items}</ul>;
    }
    case "quote":
      return (
        <blockquote dir="auto">
          <Spans text={block.text} />
        </blockquote>
      );
    case "code":
      return (
        <pre>
          <code>{block.text}</code>
        </pre>
      );
    case "rule":
      return <hr />;
  }
}

function Spans({ text }: { readonly text: string }) {
  return parseSpans(text).map((span, at) => {
    const key = `${at} ${span.kind}`;
    switch (span.kind) {
      case "code":
        return <code key={key}>{span.text}</code>;
      case "strong":
        return <strong key={key}>{span.text}</strong>;
      case "emphasis":
        return <em key={key}>{span.text}</em>;
      case "link":
        return (
          <a key={key} href={span.url} rel="noreferrer noopener" target="_blank">
            {span.text}
          </a>
        );
      default:
        return span.text;
    }
  });
}
