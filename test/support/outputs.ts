import { outputFields as account } from '../../nodes/GrokVideo/actions/account';
import { outputFields as model } from '../../nodes/GrokVideo/actions/model';
import type { OutputFields } from '../../nodes/GrokVideo/actions/video/outputFields';
import { outputFields as video } from '../../nodes/GrokVideo/actions/video';

/** What an item of an operation can hold, by resource and operation. */
export const outputs: Record<string, Record<string, OutputFields>> = { account, model, video };
