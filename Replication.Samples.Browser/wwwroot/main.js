import { dotnet } from './_framework/dotnet.js';

await dotnet.withApplicationArguments(`${location.origin}/`).run();
