import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { toGrokVideoError } from '../errors';
import { callForTest, type Call } from '../http/client';
import { readProvider, type Provider } from '../input/credential';
import { BALANCE_TIMEOUT_SECONDS } from '../limits';
import { keyBlockedError, toUserError } from '../protocols/userErrors';
import { displayUsd } from '../tasks/costs';
import { tryCalls } from '../tasks/models';

/** Makes a free call with the key and explains what is wrong with the credential. */
export async function grokVideoApiTest(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	let provider: Provider | undefined;
	try {
		provider = readProvider(credential.data ?? {});
		const { label, protocol } = provider;
		const send = async (call: Call) => await callForTest(this, provider!, call);
		const { value, failure } = await tryCalls(protocol.keyCalls(), send, (response) =>
			protocol.readKey(response),
		);
		if (value === 'blocked') throw keyBlockedError(provider);
		if (value === undefined) throw toUserError(failure, 'credentialTest', provider);
		return { status: 'OK', message: `Connected to ${label}${await balanceText(this, provider)}` };
	} catch (error) {
		const { text } = toGrokVideoError(error);
		return { status: 'Error', message: provider?.redact(text) ?? text };
	}
}

/** The remaining balance, if the server returns it quickly. */
async function balanceText(context: ICredentialTestFunctions, provider: Provider): Promise<string> {
	const { balance: [source] = [], exchangeRate } = provider.protocol;
	if (!source) return '';
	const send = async (call: Call) =>
		await callForTest(context, provider, { ...call, timeoutSeconds: BALANCE_TIMEOUT_SECONDS });
	const rateCalls = exchangeRate ? [exchangeRate.call()] : [];
	const results = await Promise.all([...source.calls(), ...rateCalls].map(send));
	const responses = results.flatMap((result) => (result.kind === 'response' ? [result] : []));
	if (responses.length < results.length) return '';
	const rateResponse = exchangeRate && responses.pop();
	const quotaPerUsd = rateResponse && exchangeRate?.readQuotaPerUsd(rateResponse);
	const { availableUsd, quotaAvailable } = source.read(responses, undefined) ?? {};
	const fromQuota =
		quotaAvailable === undefined || !quotaPerUsd ? undefined : quotaAvailable / quotaPerUsd;
	const available = availableUsd ?? fromQuota;
	return available === undefined ? '' : `, ${displayUsd(available)} USD left`;
}
