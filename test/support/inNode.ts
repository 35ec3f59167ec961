import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { readProvider } from '../../nodes/GrokVideo/input/credential';
import { CREDENTIAL_TYPE, HttpClient } from '../../nodes/GrokVideo/http/client';
import { runNode } from './engine';
import { credentials, video } from './parameters';

/** Does some work in n8n's own context of a node that runs, with a credential for this gateway. */
export async function inNode<T>(
	gateway: { url: string; key: string },
	work: (context: IExecuteFunctions, http: HttpClient) => Promise<T>,
): Promise<T> {
	let result: T[] = [];
	const node = Object.assign(Object.create(new GrokVideo()) as GrokVideo, {
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const provider = readProvider(await this.getCredentials(CREDENTIAL_TYPE));
			result = [await work(this, new HttpClient(this, provider))];
			return [[]];
		},
	});
	await runNode({ node, parameters: video(), credentials: credentials(gateway) });
	return result[0];
}
