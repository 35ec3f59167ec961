import * as getBalance from '../../nodes/GrokVideo/actions/account/getBalance.operation';
import * as getMany from '../../nodes/GrokVideo/actions/model/getMany.operation';
import type { OutputFields } from '../../nodes/GrokVideo/actions/outputFields';
import * as create from '../../nodes/GrokVideo/actions/video/create.operation';
import * as createAndWait from '../../nodes/GrokVideo/actions/video/createAndWait.operation';
import * as edit from '../../nodes/GrokVideo/actions/video/edit.operation';
import * as extend from '../../nodes/GrokVideo/actions/video/extend.operation';
import * as get from '../../nodes/GrokVideo/actions/video/get.operation';
import * as wait from '../../nodes/GrokVideo/actions/video/wait.operation';

/** The operations by resource, in the editor's order. */
export const operations = {
	account: { getBalance },
	model: { getMany },
	video: { create, createAndWait, edit, extend, get, wait },
};

/** The output fields by resource and operation. */
export const outputs: Record<string, Record<string, OutputFields>> = Object.fromEntries(
	Object.entries(operations).map(([resource, resourceOperations]) => [
		resource,
		Object.fromEntries(
			Object.entries(resourceOperations).map(([name, { outputFields }]) => [name, outputFields]),
		),
	]),
);
