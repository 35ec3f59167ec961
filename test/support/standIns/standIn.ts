import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { ProtocolName } from '../../../nodes/GrokVideo/providers';
import type {
	Control,
	Fault,
	FaultAnswer,
	JsonObject,
	RecordedRequest,
	ServerOptions,
	TaskWithFile,
} from '../../servers/servers';

/** A task of any stand-in, as far as they are alike. */
export interface AnyTask extends TaskWithFile {
	model: string;
	body: JsonObject;
	polls: number;
}

/** What becomes of a task, in the words of its stand-in; what they have in common needs no such words. */
export type AnyPlan = JsonObject | ((task: AnyTask) => JsonObject | undefined);

export type AnyServer = Control<string, AnyTask, AnyPlan>;

/** How a task ends that brings no video. */
export interface Ending {
	plan: JsonObject;
	/** The reason as the node tells it. */
	reason: string;
	/** What the node advises. */
	description: RegExp;
}

/**
 * A kind of server, for tests of behaviour that is the same for all: how its stand-in is started, and how it says
 * what every server says in words of its own.
 */
export interface Kind {
	/** For the names of tests. */
	name: string;
	protocol: ProtocolName;
	start(options: ServerOptions): Promise<AnyServer>;
	/** The model that tests use where none matters. */
	model: string;
	/** Another one that makes a video from one image. */
	otherModel: string;
	/** Four seconds in a create request. */
	seconds: JsonObject;
	createPath: string;
	statusPath(taskId: string): string;
	/** Of the answer to a create, as another server's answer would have to be. */
	created(taskId: string): JsonObject;
	/** What the node knows of a task right after its create. */
	knownAtOnce: IDataObject;

	/** Status answers. */
	queued: FaultAnswer;
	/** On its way, so far in percent. */
	running(progress: number): FaultAnswer;
	done(resultUrl: string): FaultAnswer;

	/** A failure that costs nothing, so that a retry creates anew. */
	failure: Ending;
	failures: Ending[];
	/** Where a video can lie, as plans have it. */
	resultUrls: string[];
	/** All else that can be different about a task which goes well, drawn by a number. */
	variety(n: number): JsonObject;

	/** An error with these words, as the server's own JSON. */
	error(status: number, message?: string): FaultAnswer;
	wrongKey: FaultAnswer;
	tooMany(headers?: Record<string, string>): FaultAnswer;

	/** Creates that were turned away, so that nothing was created. */
	refusals: Array<[what: string, fault: FaultAnswer]>;
	/** Answers to a create that leave it open whether there is a task, and how many there are in truth. */
	unclear: Array<[what: string, fault: Fault, tasks: number]>;
	/** Answers to a status call after which asking again is no use, with words of the node's error. */
	finalAnswers: Array<[what: string, fault: FaultAnswer, words: RegExp]>;
}

/** A kind's stand-in, with what the node needs to use it. */
export interface StandIn extends AnyServer {
	/** Parameters that the node cannot do without. */
	defaults: INodeParameters;
	credential: { protocol: ProtocolName };
	/** A task that it has had before the run. */
	createdBefore(body?: JsonObject): Promise<AnyTask>;
	requestsTo(where: string): RecordedRequest[];
}
