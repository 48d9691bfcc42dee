import * as vscode from 'vscode';

/** What a tree shows, and what its entries become when they are dragged into an editor. */
export interface TreeContent<Entry> extends vscode.TreeDataProvider<Entry> {
  readonly handleDrag: (entries: readonly Entry[], transfer: vscode.DataTransfer) => void;
}

/** The annotations view as the window knows it. It stands before there is anything to show in it. */
export interface AnnotationsTree extends vscode.Disposable {
  readonly view: vscode.TreeView<unknown>;
  readonly show: <Entry>(content: TreeContent<Entry>) => void;
}

const mime = 'application/vnd.code.tree.papernotes.annotations';

/**
 * Registers the view, empty. It is registered once: VS Code takes down a tree some time after it was disposed of, and
 * with it another one of the same name.
 *
 * @param need called when the view is looked at and nothing is shown in it yet; may call `show`
 */
export function createAnnotationsTree(need: () => void): AnnotationsTree {
  const changed = new vscode.EventEmitter<unknown>();
  let content: TreeContent<unknown> | undefined;
  let listening: vscode.Disposable | undefined;
  const view = vscode.window.createTreeView<unknown>('paperNotes.annotations', {
    treeDataProvider: {
      onDidChangeTreeData: changed.event,
      getChildren: entry => {
        if (content === undefined) need();
        return content?.getChildren(entry) ?? [];
      },
      getTreeItem: entry => content?.getTreeItem(entry) ?? new vscode.TreeItem(''),
      getParent: entry => content?.getParent?.(entry),
    },
    showCollapseAll: true,
    canSelectMany: true,
    dragAndDropController: {
      dropMimeTypes: [],
      dragMimeTypes: ['text/plain', mime],
      handleDrag: (entries, transfer) => content?.handleDrag(entries, transfer),
    },
  });
  return {
    view,
    show: <Entry>(next: TreeContent<Entry>) => {
      content = next as TreeContent<unknown>;
      listening?.dispose();
      listening = next.onDidChangeTreeData?.(() => changed.fire(undefined));
      changed.fire(undefined);
    },
    dispose: () => {
      listening?.dispose();
      changed.dispose();
      view.dispose();
    },
  };
}
