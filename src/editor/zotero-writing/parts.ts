import type { ZoteroLibraryPort } from '../../core/zotero/library-port.ts';
import type { LiveConfig } from '../config.ts';
import type { OpenNotes } from '../notes.ts';
import type { Papers } from './papers.ts';
import type { ShownTexts } from './shown-text.ts';

/** What the commands that write from Zotero work with. */
export interface Parts {
  readonly config: LiveConfig;
  readonly notes: OpenNotes;
  readonly library: ZoteroLibraryPort;
  readonly papers: Papers;
  readonly shown: ShownTexts;
}
