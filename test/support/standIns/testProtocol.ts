import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { ProtocolName } from '../../../nodes/GrokVideo/providers';
import type { Control } from '../../servers/server';
import type {
	BasePlan,
	BaseTask,
	FaultResponse,
	JsonObject,
	PlanSource,
	RecordedRequest,
	ServerOptions,
	Endpoint,
} from '../../servers/types';

/** A task with the plan of any stand-in. */
export interface AnyTask extends BaseTask {
	plan: BasePlan & JsonObject;
}

export type AnyPlan = PlanSource<AnyTask>;

export type AnyServer = Control<AnyTask>;

/** The advice for failures that have none of their own. */
export const GENERAL_DESCRIPTION =
	/^Change the prompt, the images or the model and try again\. Keep the task ID/;

/** A failed task. */
export interface TaskFailure {
	plan: JsonObject;
	/** The reason in the node's error. */
	reason: string;
	/** The advice in the node's error. */
	description: RegExp;
}

/** A type of server, for tests of behavior that all types share: how to start its stand-in, and its responses. */
export interface TestProtocol {
	/** For test titles. */
	name: string;
	id: ProtocolName;
	start(options: ServerOptions): Promise<AnyServer>;
	/** The default model of tests. */
	model: string;
	/** Another model, which creates a video from one image. */
	otherModel: string;
	/** Four seconds in a create request. */
	seconds: JsonObject;
	createPath: string;
	statusPath(taskId: string): string;
	/** The body of a create response. */
	created(taskId: string): JsonObject;
	/** Output fields of a new task. */
	createdOutput: IDataObject;

	/** Status responses. */
	queued: FaultResponse;
	/** @param progress in percent */
	running(progress: number): FaultResponse;
	done(resultUrl: string): FaultResponse;

	/** A failure without a bill: a retry creates the video again. */
	failure: TaskFailure;
	failures: TaskFailure[];
	/** `resultUrl` of plans: every place where the video can be. */
	resultUrls: string[];
	/** Other variants of a successful task. Each number stands for one. */
	successPlan(n: number): JsonObject;

	/** An error in the server's own form. */
	error(status: number, message?: string): FaultResponse;
	invalidKey: FaultResponse;
	rateLimited(headers?: Record<string, string>): FaultResponse;

	/** Create responses that prove that nothing was created. */
	rejections: Array<[what: string, fault: FaultResponse]>;
	/** Create responses after which a video may exist. */
	unknownOutcomes: Array<[what: string, fault: FaultResponse]>;
	/** Status responses that another poll would not change, with a part of the node's error. */
	permanentErrors: Array<[what: string, fault: FaultResponse, words: RegExp]>;
}

/** A running stand-in, and how the node connects to it. */
export interface StandIn extends AnyServer {
	/** Required parameters. */
	defaults: INodeParameters;
	credential: { protocol: ProtocolName };
	/** Creates a task before the run. */
	createTask(body?: JsonObject): Promise<AnyTask>;
	requestsTo(endpoint: Endpoint): RecordedRequest[];
}
