'use strict'
// dockerode loads ssh2 (for ssh:// engines) and gRPC and protobuf (for BuildKit sessions) as soon as it is loaded itself.
// We refuse ssh:// with a clear message and build through buildx, so none of their code is ever called.
module.exports = {}
