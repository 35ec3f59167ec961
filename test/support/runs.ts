import { CredentialTestContext } from 'n8n-core';
import type { IDataObject, INodeCredentialTestResult, INodeParameters } from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { runToEnd, type RunResult } from './engine';
import type { EngineOptions } from './engineWorkflow';
import {
	createAndWaitParameters,
	credentials,
	items,
	taskParameters,
	type ServerAccess,
} from './parameters';
import { testError } from './testError';

/** A workflow with the node and a credential for the server. The default input is one empty item. */
export function workflow(
	server: ServerAccess,
	parameters: INodeParameters,
	overrides: Partial<EngineOptions> = {},
): EngineOptions {
	return {
		node: new GrokVideo(),
		parameters: { ...server.defaults, ...parameters },
		credentials: credentials(server),
		...overrides,
	};
}

/** Create and Wait without the download. */
export function paidRun(
	server: ServerAccess,
	parameters: INodeParameters = {},
	overrides: Partial<EngineOptions> = {},
): EngineOptions {
	return workflow(
		server,
		createAndWaitParameters({ downloadVideo: false, ...parameters }),
		overrides,
	);
}

/** Wait for Completion with an item for each task of the server. Continues on errors. */
export function waitWorkflow(
	server: ServerAccess & { tasks: Array<{ id: string }> },
	parameters: INodeParameters = {},
): EngineOptions {
	const input = items(...server.tasks.map(({ id }) => ({ id })));
	const wait = taskParameters('wait', '={{ $json.id }}', parameters);
	return workflow(server, wait, { input, onError: 'continueRegularOutput' });
}

/** An error that failed a run. */
export interface Failure {
	/** The class of n8n's error. */
	name: string;
	message: string;
	description: string;
	context: IDataObject;
	httpCode?: string;
	/** Everything that n8n saves with the execution. */
	saved: unknown[];
}

/** Runs a workflow that must fail. */
export async function failureOf(options: EngineOptions): Promise<Failure> {
	return failureIn(await runToEnd(options));
}

/** The error of a run that must have failed. */
export function failureIn(result: RunResult): Failure {
	const { error, errorOutput, output } = result;
	if (!error) {
		const items = [...output, ...errorOutput].map(({ json }) => json);
		throw testError(`The run was expected to fail. It returned ${JSON.stringify(items)}`);
	}
	const { name, message, stack } = error;
	const { description, context, httpCode } = error as unknown as Failure;
	return { name, message, description, context, httpCode, saved: [result, message, stack] };
}

/** The node's context data, which n8n saves with the execution. */
export function savedNodeData({ run }: RunResult): IDataObject | undefined {
	return run.data.executionData!.contextData['node:Subject'] as IDataObject | undefined;
}

/** The first output item of each round of a loop, or of each call of a tool. */
export function roundOutputs({ run }: RunResult): IDataObject[] {
	return run.data.resultData.runData.Subject.map(({ data }) => data!.main[0]![0].json);
}

/** Runs the credential test, as n8n does after "Save" in the credential dialog. */
export async function testCredential(
	server: ServerAccess,
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
