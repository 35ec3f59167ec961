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

/** A task of any stand-in. */
export interface AnyTask extends BaseTask {
	plan: BasePlan & JsonObject;
}

export type AnyPlan = PlanSource<AnyTask>;

export type AnyServer = Control<AnyTask>;

/** The description of errors without a specific one. */
export const GENERAL_DESCRIPTION =
	/^Change the prompt, the images or the model and try again\. Keep the task ID/;

/** A failed task. */
export interface TaskFailure {
	plan: JsonObject;
	/** Part of the error's message. */
	reason: string;
	/** The error's description. */
	description: RegExp;
}

/** A protocol for tests that run over all of them: how to start its stand-in, and its responses. */
export interface TestProtocol {
	/** For test titles. */
	name: string;
	id: ProtocolName;
	start(options: ServerOptions): Promise<AnyServer>;
	/** The default model in tests. */
	model: string;
	/** Another model, which takes one image. */
	otherModel: string;
	/** The duration of four seconds in a create request. */
	seconds: JsonObject;
	createPath: string;
	statusPath(taskId: string): string;
	/** The body of a create response. */
	created(taskId: string): JsonObject;
	/** Output fields of Create. */
	createdOutput: IDataObject;

	/** Status responses. */
	queued: FaultResponse;
	/** @param progress in percent */
	running(progress: number): FaultResponse;
	done(resultUrl: string): FaultResponse;

	/** A failure that is not billed, so a retry creates the video again. */
	failure: TaskFailure;
	failures: TaskFailure[];
	/** Values of a plan's `resultUrl`: every location of the video. */
	resultUrls: string[];
	/** A variant of a successful task for each number. */
	successPlan(n: number): JsonObject;

	/** An error in the server's format. */
	error(status: number, message?: string): FaultResponse;
	invalidKey: FaultResponse;
	rateLimited(headers?: Record<string, string>): FaultResponse;

	/** Create responses that prove that nothing was created. */
	rejections: Array<[name: string, fault: FaultResponse]>;
	/** Create responses after which a video may exist. */
	unknownOutcomes: Array<[name: string, fault: FaultResponse]>;
	/** Errors of a status call that are not retried, with a part of the node's error. */
	permanentErrors: Array<[name: string, fault: FaultResponse, message: RegExp]>;
}

/** A running stand-in, and how the node connects to it. */
export interface StandIn extends AnyServer {
	/** Required parameters. */
	defaults: INodeParameters;
	credential: { protocol: ProtocolName };
	/** Sends a create request before the run. */
	createTask(body?: JsonObject): Promise<AnyTask>;
	requestsTo(endpoint: Endpoint): RecordedRequest[];
}
