/** Every limit of the screen, with its reason. */

export const limits = {
  /** Milliseconds between two frames: 30 a second is as fast as an eye reads moving text. */
  frameMs: 33,
  /** Milliseconds between two measurements of what processes use: memory and processor are read twice in a blink otherwise. */
  usageMs: 2_000,
  /** Milliseconds between a frame and one that answers a key or the mouse: a held key repeats every 30 ms. */
  answerMs: 8,
  /** Milliseconds that a notice stays: long enough for two lines of text. */
  noticeMs: 5_000,
  /** Milliseconds after which a lone ESC is the key and not the start of a sequence: slow links deliver those in parts. */
  escapeMs: 30,
  /** Characters of an unfinished input sequence that are kept before they are given up: real ones are under 32. */
  inputSequence: 64,
  /** From this width the list stands beside the log; below, it is one line. */
  splitColumns: 80,
  /** From this height there is room for the tabs: below, their keys lead to the views all the same. */
  tabsRows: 7,
  /** From so many rows on one of them is for the line above the log. */
  chipsRows: 4,
  /** From this height there is room for the two rules. */
  rulesRows: 8,
  /** Smallest and largest width of a name in the list: names keep their column and leave the log its room. */
  nameColumns: { least: 6, most: 24 },
  /** From this width of the terminal the list has columns for processor, restarts, groups and dependencies … */
  wideListColumns: 110,
  /** … as long as the log keeps this share of it. */
  wideLogShare: 0.55,
  /** Largest width of the list's columns of names. */
  listColumns: { groups: 12, dependencies: 16 },
  /** Smallest and largest width of a page's list: the detail beside it needs more. */
  pageListColumns: { least: 30, most: 60 },
  /** Largest width of the source name before a log line. */
  sourceColumns: 12,
  /** Under this width the log pane leaves out the time. */
  timeColumns: 48,
  /** Rows that one turn of the mouse wheel scrolls, as most terminals do. */
  wheelRows: 3,
  /** Records that one look at the slot table returns: bounds the array that is made at once. */
  matchChunk: 8_192,
  /** Milliseconds of a frame for counting equal lines in a row: some twenty thousand of them; a jump and its frame count twice. */
  runMs: 3,
  /** So many of them are counted in less time than it takes to look up what was counted before. */
  runKept: 64,
  /** Counts that are kept: more than a screen shows, so that scrolling back and forth counts nothing twice. */
  runs: 1_000,
  /** Places of a line that are marked as found: more than a row shows. */
  highlights: 200,
  /** Lines that are copied or handed to the pager at most: some ten megabytes. */
  copiedLines: 100_000,
  /** Columns of a chip's text above the log. */
  chipColumns: 30,
  /** Characters of a line that is typed: patterns of that length are unheard of. */
  promptCharacters: 500,
  /** Entries of each prompt that are kept. */
  promptHistory: 50,
  /** Marked lines: more than anybody comes back to. */
  marks: 1_000,
  /** Columns by which a line may be shifted in all: the longest record. */
  shiftMost: 65_536,
  /** Columns by which a line moves sideways at once. */
  shiftColumns: 8,
  /** Milliseconds of a frame for looking through what the ring held before: keys stay quick. */
  indexMs: 4,
  /** Milliseconds that closing waits in all for a terminal that takes no bytes. */
  closeMs: 500,
  /** Milliseconds that a notice stays at least before news take its place: time to read it. */
  noticeLeastMs: 1_000,
  /** Notices that are kept for their list: an evening's worth. */
  notices: 100,
  /** Scripts that the start page lists under "last started": what one comes back to. */
  lastStarted: 5,
  /** Smallest and largest width of the titles in the palette and on the start page: what they are needs the rest. */
  titleColumns: { least: 12, most: 32 },
  /** Under this width their rows have a title and no more. */
  detailColumns: 48,
  /** Characters of a notice: more than the widest screen shows. */
  noticeLength: 500,
  /** AI clients that are remembered: a day of restarts. */
  agents: 100,
  /** Their calls that are remembered: what one looks back at. */
  agentCalls: 200,
  /** Exchanges that the Web view lists at most, whatever the proxy keeps: each change goes through all of them. */
  exchanges: 10_000,
  /** Milliseconds between two exchanges whose details are asked for, while those that are shown run by. */
  followMs: 150,
  /** Milliseconds after which one that goes on is asked for again: messages of a socket have no row of their own. */
  openMs: 1_000,
  /** Characters of a body that are laid out: some screens full. */
  bodyCharacters: 128 * 1024,
  /** Lines of it. */
  bodyLines: 2_000,
  /** Messages of a web socket that are shown, the newest. */
  messagesShown: 200,
  /** Lines of its process that are shown with an exchange. */
  linesMeanwhile: 10,
  /** Milliseconds that a line may come later than the answer to the request that it was printed for. */
  lineDelayMs: 20,
  /** Lines of all processes that are looked at for such ones. */
  linesAfter: 1_000,
  /** Smallest and largest width of the list of exchanges: half of the screen between them. */
  webListColumns: { least: 38, most: 90 },
  /** Open lines that are shown at once: a screen has little room for more beside the log. */
  tails: 8,
} as const;
