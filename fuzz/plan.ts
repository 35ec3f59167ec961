/**
 * A drawn run, as plain JSON: what the user has set, and what the server answers to every call. What is not said
 * stands for the ordinary case, so that a counterexample shows only what matters.
 *
 * Texts in answers may hold «gateway», «files» (the origins of the two servers), «key», «id» (of the task) and
 * «item», and `«1000×a»` stands for a text that many times.
 */
export interface Plan {
	operation?: Operation;
	/** The API key of the credential. */
	key?: string;
	/** One for each item of the input. */
	items?: ItemPlan[];
	options?: Options;
	/** What an expression makes different at each try. */
	changing?: Changing;
	/** Values of fields by their path, e.g. `options.maxWait`, instead of the ordinary ones. */
	fields?: Record<string, FieldValue>;
	onError?: 'continueRegularOutput' | 'continueErrorOutput';
	/** Retry On Fail: how many tries in all. */
	tries?: number;
	asTool?: boolean;
	/** Rounds of a loop around the node. */
	rounds?: number;
	/** The user stops the execution. */
	stop?: Stop;
	/** Nothing listens at the gateway's address. */
	refused?: boolean;
	/** Answers of the model list. */
	models?: Calls;
	/** Answers about the account: balance, and what a unit of quota is worth. */
	account?: Calls;
}

export type Operation = 'createAndWait' | 'create' | 'wait' | 'get' | 'getMany' | 'getBalance';
export type Changing = 'prompt' | 'time' | 'extraBody';

/** What an item's JSON holds, or the body of an expression. */
export type FieldValue = { json: Json } | { expression: string };

export interface Options {
	pollInterval?: number;
	maxWait?: number;
	onTimeout?: 'return';
	maxParallel?: number;
	download?: false;
	simplify?: false;
}

/** So many milliseconds after the n-th call of a kind (from 1) has come in. */
export interface Stop {
	after: CallKind;
	nth: number;
	ms: number;
}

/** `content` is the gateway's own address of a video, `file` one on another host. */
export type CallKind = 'create' | 'status' | 'models' | 'account' | 'content' | 'file';

export interface ItemPlan {
	id?: TaskId;
	/** Where the video lies. */
	url?: string;
	/** How many bytes the video has. */
	bytes?: number;
	create?: Calls;
	status?: Calls;
	content?: Calls;
	file?: Calls;
}

export interface TaskId {
	text: string;
	/** Written as a JSON number. */
	number?: true;
}

/** What the first calls of a kind get. Those behind get the ordinary answer, or the last one again and again. */
export interface Calls {
	answers: Answer[];
	then?: 'last';
}

export interface Answer {
	status?: number;
	/** Instead of the status line. */
	line?: string;
	/** Beside or instead of the ordinary ones. */
	headers?: Array<[name: string, value: string]>;
	body?: Body;
	coding?: Coding;
	charset?: Charset;
	length?: Length;
	/** Milliseconds before the first byte. */
	delay?: number;
	/** So many answers of the kind `102 Processing` before. */
	interim?: number;
	end?: Ending;
	/** Only of a create whose outcome the client cannot know: nothing was created. */
	creates?: false;
}

export interface Body {
	/** Instead of the ordinary body. */
	text?: string;
	/** The same, as JSON. */
	json?: Json;
	/** Members of the task that are set or replaced. */
	members?: Record<string, Json>;
	/** Where the answer to a create tells the task's ID. */
	idAt?: IdPlace;
	/** Every character of a JSON text is written as an escape. */
	escaped?: true;
	pad?: Pad;
}

export type IdPlace =
	'task_id' | 'id' | 'both' | 'data.task_id' | 'data.id' | 'data' | 'list' | 'none';

/** Makes a body large: a text so many times, before or behind it, or as a member of the JSON object. */
export interface Pad {
	unit: string;
	times: number;
	where: 'before' | 'behind' | 'member';
}

/** `claimed` says gzip and sends none; `cut` is gzip that ends too early; `bomb` unpacks to zeros. */
export type Coding = 'gzip' | 'deflate' | 'br' | 'claimed' | 'unknown' | 'bomb';
export type Charset = 'bom' | 'utf-16le' | 'utf-16be' | 'gbk' | 'latin1';
export type Length = 'none' | 'chunked' | 'over' | 'under' | 'bad' | 'twice';

/** Where the answer ends, as a part of its bytes from 0 to 1; or how it goes on. */
export type Ending =
	| { how: 'cut' | 'reset' | 'stall'; at: number }
	| { how: 'trickle'; bytes: number; everyMs: number }
	| { how: 'endless' };

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
