import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconFiles, IconFolder } from "@tabler/icons-react";
import { useRef } from "react";
import { namedFiles } from "./dropped-files.js";
import { ACCEPT, type FileKind } from "./file-check.js";
import type { NamedFile } from "./upload-queue.js";

interface AddSamplesMenuProps {
  readonly kind: FileKind;
  readonly onFiles: (files: readonly NamedFile[]) => void;
}

/** Files or a folder from the machine. */
export function AddSamplesMenu({ kind, onFiles }: AddSamplesMenuProps) {
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement) => {
    onFiles(namedFiles(input.files ?? []));
    // The same files can be chosen again.
    input.value = "";
  };
  const isSequence = kind === "image-sequence";
  const filesItem = (
    <Menu.Item key="files" leftSection={<IconFiles size={16} stroke={1.6} />} onClick={() => files.current?.click()}>
      {isSequence ? "Choose the frames of one sequence" : "Choose files"}
    </Menu.Item>
  );
  const folderItem = (
    <Menu.Item key="folder" leftSection={<IconFolder size={16} stroke={1.6} />} onClick={() => folder.current?.click()}>
      Choose a folder
    </Menu.Item>
  );
  return (
    <>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        accept={ACCEPT[kind]}
        data-testid="files"
        onChange={(event) => take(event.currentTarget)}
      />
      <input
        ref={folder}
        type="file"
        multiple
        hidden
        {...{ webkitdirectory: "" }}
        data-testid="folder"
        onChange={(event) => take(event.currentTarget)}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button rightSection={<IconChevronDown size={14} />}>Add samples</Button>
        </Menu.Target>
        <Menu.Dropdown>{isSequence ? [folderItem, filesItem] : [filesItem, folderItem]}</Menu.Dropdown>
      </Menu>
    </>
  );
}
