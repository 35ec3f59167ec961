/**
 * A drawn run as plain JSON: what the user configured, and how the server responds to each call. Everything that is
 * missing is ordinary, so a counterexample shows only what matters.
 *
 * Texts in responses can contain «gateway» and «files» (the origins of the two servers), «key», «id» (of the task),
 * «path» (the same as a path segment), «item» and «video» (a small file in Base64).
 */
export interface Plan {
	protocol: 'newApi' | 'openAiVideos' | 'openRouter' | 'xai';
	operation?: 'createAndWait' | 'create' | 'wait' | 'get' | 'edit' | 'getMany' | 'getBalance';
	/** API key of the credential. */
	key?: string;
	/** The user edits the key during the run. The server accepts both. */
	keyChanges?: true;
	items?: ItemPlan[];
	/** Values of options. */
	options?: { [name: string]: boolean | number | string };
	/** Values of fields by path, e.g. `options.maxWait`: JSON of the item, or the source of an expression. */
	fields?: Record<string, { json: Json } | { expression: string }>;
	/** An expression changes the prompt with each attempt. */
	isRandom?: true;
	onError?: 'continueRegularOutput' | 'continueErrorOutput' | 'stopWorkflow';
	/** Retry On Fail: max number of attempts. */
	tries?: number;
	/** As the tool of an AI agent: this many parallel calls with the same input. */
	toolCalls?: number;
	/** Rounds of a loop around the node. */
	rounds?: number;
	/** The user stops the execution. */
	stop?: { after: CallKind; nth: number; ms: number };
	/** Nothing listens at the server's address. */
	refused?: true;
	/** n8n fails before it sends the n-th request of this method, from 1. */
	blocked?: { method: 'POST' | 'GET'; nth: number; by: 'ssrfProtection' | 'credential' };
	models?: Calls;
	account?: Calls;
}

/** `content` is a video at the gateway's own address, `file` one on another host. */
export type CallKind = 'create' | 'status' | 'models' | 'account' | 'content' | 'file';

export interface ItemPlan {
	/** ID of the task. */
	id?: string | number;
	/** The request has an image of this size. */
	imageBytes?: number;
	/** Link of the finished video. */
	url?: string;
	create?: Calls;
	status?: Calls;
	content?: Calls;
	file?: Calls;
}

/** Responses to the first calls of a kind. Later calls get the ordinary one, or the last one again. */
export interface Calls {
	responses: Response[];
	then?: 'last';
}

export interface Response {
	status?: number;
	/** In addition to the ordinary ones, or instead of them. */
	headers?: Array<[name: string, value: string]>;
	/** Instead of the ordinary body. */
	text?: string;
	json?: Json;
	/** State of the task. `variant` chooses one of the forms in `protocols.ts`. */
	task?: { state: TaskState; variant: number };
	/** Members of the body that are set or replaced. */
	members?: Record<string, Json>;
	/** Where the response to a create contains the ID of the task. */
	idAt?: 'task_id' | 'data' | 'list' | 'nowhere';
	/** The response repeats the request's body. */
	echo?: true;
	gzip?: true;
	/** `long` announces more bytes than are sent. */
	length?: 'none' | 'chunked' | 'long';
	/** Milliseconds before the first byte. */
	delay?: number;
	/** Where the response ends (a part of its bytes from 0 to 1, or behind the task's ID), or how it goes on. */
	end?:
		| { how: 'cut' | 'reset' | 'stall'; at: number | 'afterId' }
		| { how: 'trickle' | 'endless'; at?: undefined };
	/** Only of a create with an unknown outcome: nothing was created. */
	creates?: false;
}

/** `billed` stands for all failures that must not lead to another paid task. */
export type TaskState = 'queued' | 'running' | 'done' | 'doneWithoutLink' | 'failed' | 'billed';

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** The user named the tasks: they existed before the run. */
export const isGiven = ({ operation }: Plan) => operation === 'wait' || operation === 'get';

/** What the server knows after a run. */
export interface Truth {
	/** Paid requests. */
	creates: Create[];
	tasks: Task[];
	/** Requests for something that no response and no user named, or without the key. */
	strays: string[];
	/** Requests to the file host with the key. */
	keyAway: string[];
	/** Calls that the client did not end within their timeout, or before the run ended. */
	overdue: string[];
	leftOpen: string[];
	/** Every request and its response, for the report. */
	transcript: string[];
}

export interface Create {
	/** Index of the item and of the run, e.g. `2.0`. */
	item: string;
	body: unknown;
	at: number;
	/** The response says for certain that nothing was created. */
	refused: boolean;
	/** The response arrives completely. */
	intact: boolean;
	task?: Task;
}

export interface Task {
	item: string;
	id: string;
	/** A readable response contained the ID. */
	told: boolean;
	given: boolean;
	/** When a response said that the task failed without a bill. */
	failedAt?: number;
}
