import { CredentialTestContext } from 'n8n-core';
import type { IDataObject, INodeCredentialTestResult, INodeParameters } from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { runToEnd, type RunResult } from './engine';
import type { EngineOptions } from './engineWorkflow';
import { createAndWait, credentials, items, taskOperation, type Target } from './parameters';
import { testError } from './testError';

/** The node with a credential for the server, on one empty item unless told otherwise: for the engine to run. */
export function workflow(
	server: Target,
	parameters: INodeParameters,
	more: Partial<EngineOptions> = {},
): EngineOptions {
	return {
		node: new GrokVideo(),
		parameters: { ...server.defaults, ...parameters },
		credentials: credentials(server),
		...more,
	};
}

/** The node with Create and Wait, which leaves the video where it is. */
export function paidRun(
	server: Target,
	parameters: INodeParameters = {},
	more: Partial<EngineOptions> = {},
): EngineOptions {
	return workflow(server, createAndWait({ downloadVideo: false, ...parameters }), more);
}

/** Wait for Completion with an item for each task of the server. An item that fails does not end the run. */
export function waitForAll(
	server: Target & { tasks: Array<{ id: string }> },
	parameters: INodeParameters = {},
): EngineOptions {
	const input = items(...server.tasks.map(({ id }) => ({ id })));
	const own = taskOperation('wait', '={{ $json.id }}', parameters);
	return workflow(server, own, { input, onError: 'continueRegularOutput' });
}

/** An error as n8n stores it with the execution. */
export interface Failure {
	/** The class of n8n's error. */
	name: string;
	message: string;
	description: string;
	context: IDataObject;
	httpCode?: string;
	/** All that n8n keeps of the run. */
	saved: unknown[];
}

/** Runs the node where that must fail. */
export async function failureOf(o: EngineOptions): Promise<Failure> {
	return failureIn(await runToEnd(o));
}

/** The error of a run that must have failed. */
export function failureIn(finished: RunResult): Failure {
	const { error, errorOutput, output } = finished;
	if (!error) {
		const items = [...output, ...errorOutput].map(({ json }) => json);
		throw testError(`The run was expected to fail. It returned ${JSON.stringify(items)}`);
	}
	const { name, message, stack } = error;
	const { description, context, httpCode } = error as unknown as Failure;
	return { name, message, description, context, httpCode, saved: [finished, message, stack] };
}

/** What n8n keeps for the node with the execution. */
export function savedData({ run }: RunResult): IDataObject | undefined {
	return run.data.executionData!.contextData['node:Subject'] as IDataObject | undefined;
}

/** The first output item of each round of a loop, or of each call of a tool. */
export function roundOutputs({ run }: RunResult): IDataObject[] {
	return run.data.resultData.runData.Subject.map(({ data }) => data!.main[0]![0].json);
}

/** What n8n shows after "Save" in the credential dialog: the node's own test, run with n8n's request helper. */
export async function testCredential(
	server: Target,
	data: Parameters<typeof credentials>[1] = {},
): Promise<INodeCredentialTestResult> {
	const { grokVideoApiTest } = new GrokVideo().methods.credentialTest;
	return await grokVideoApiTest.call(new CredentialTestContext(), {
		id: '1',
		name: 'Grok',
		type: 'grokVideoApi',
		data: credentials(server, data).grokVideoApi.data,
	});
}
