// Runs in either extension host. Asks the test for work over HTTP, since the web worker host cannot be asked.
const vscode = require('vscode');

exports.activate = context => {
  const address = vscode.workspace.getConfiguration('paperNotesTest').get('bridge');
  if (!address) return;
  let going = true;
  context.subscriptions.push({ dispose: () => (going = false) });
  const answer = async ({ id, source, args }) => {
    let result;
    try {
      // Functions compiled by esbuild may call __name, its own helper.
      const run = new Function('__name', `return (${source})`)(value => value);
      result = { id, value: await run(vscode, ...args) };
    } catch (error) {
      result = { id, error: String(error?.stack ?? error) };
    }
    await fetch(`${address}/answer`, { method: 'POST', body: JSON.stringify(result) });
  };
  const ask = async () => {
    while (going) {
      try {
        const response = await fetch(`${address}/work`);
        if (response.status === 200) void answer(await response.json());
      } catch {
        await new Promise(resolve => setTimeout(resolve, 250));
      }
    }
  };
  void ask();
};
