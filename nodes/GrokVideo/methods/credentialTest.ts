import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { BALANCE_TIMEOUT_SECONDS } from '../limits';
import { toGrokVideoError } from '../errors';
import { usd } from '../models';
import { toUserError, keyBlocked } from '../protocols/userErrors';
import { readProvider, type Provider } from '../input/credential';
import { callForTest, type Call } from '../http/client';

/** Asks for the model list, which costs nothing, and says in words what is wrong with the credential. */
export async function grokVideoApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	let provider: Provider | undefined;
	try {
		provider = readProvider(credential.data ?? {});
		const { protocol, label } = provider;
		const result = await callForTest(this, provider, protocol.testKey());
		const state = result.kind === 'response' ? protocol.readKey(result) : 'unreadable';
		if (state === 'keyBlocked') throw keyBlocked(label);
		if (state === 'unreadable') throw toUserError(result, 'credentialTest', provider);
		return { status: 'OK', message: `Connected to ${label}${await whatIsLeft(this, provider)}` };
	} catch (error) {
		const { text } = toGrokVideoError(error);
		return { status: 'Error', message: provider?.redact(text) ?? text };
	}
}

/** What is left for the key, where the gateway tells it at once; nothing is as good as an answer here. */
async function whatIsLeft(context: ICredentialTestFunctions, provider: Provider): Promise<string> {
	const { quota, balance: [source] = [] } = provider.protocol;
	if (!quota || !source) return '';
	const ask = async (call: Call) =>
		await callForTest(context, provider, { ...call, timeoutSeconds: BALANCE_TIMEOUT_SECONDS });
	const [unit, ...answers] = await Promise.all([quota.unitCall(), ...source.calls()].map(ask));
	if (unit.kind === 'networkError') return '';
	const responses = answers.flatMap((answer) => (answer.kind === 'response' ? [answer] : []));
	const left =
		responses.length === answers.length
			? source.read(responses, undefined)?.quotaAvailable
			: undefined;
	const perUsd = quota.readUnit(unit);
	const inUsd = left === undefined || !perUsd ? undefined : usd(left / perUsd);
	return inUsd === undefined ? '' : `, ${inUsd.toFixed(2)} USD left`;
}
