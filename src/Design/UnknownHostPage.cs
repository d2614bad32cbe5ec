using Liburia.Platform;
namespace Liburia.Design;
public static class UnknownHostPage { public static string Html(string host, Installation installation) => "<!doctype html><title>404</title>"; }
