using Liburia.Web;

// liburia COMMAND [options]; without a command it serves.
return await CommandLine.RunAsync(args);
