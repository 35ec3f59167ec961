import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	INodeExecutionData,
} from 'n8n-workflow';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';
import { readProvider } from '../../nodes/GrokVideo/input/credential';
import { CREDENTIAL_TYPE, HttpClient } from '../../nodes/GrokVideo/http/client';
import { runNode } from './engine';
import { credentials, createVideo, type Target } from './parameters';

/** Runs code inside a node that n8n's engine executes, with a credential for the server. `stored` can be changed. */
export async function inNode<T>(
	server: Target,
	work: (
		context: IExecuteFunctions,
		http: HttpClient,
		stored: ICredentialDataDecryptedObject,
	) => Promise<T>,
): Promise<T> {
	const own = credentials(server);
	let result: T[] = [];
	const node = Object.assign(Object.create(new GrokVideo()) as GrokVideo, {
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const provider = readProvider(await this.getCredentials(CREDENTIAL_TYPE));
			result = [await work(this, new HttpClient(this, provider), own[CREDENTIAL_TYPE].data)];
			return [[]];
		},
	});
	await runNode({ node, parameters: createVideo(), credentials: own });
	return result[0];
}
