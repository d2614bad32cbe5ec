using System.Security.Cryptography;
using Liburia.Platform.Database;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Liburia.Platform.Web;

/// <summary>Writes a failure in the log under a code of eight signs, which is all that the page tells of it (statement 39): who asks for help reads it out, who looks finds the line.</summary>
public sealed partial class FailureLog(ILogger<FailureLog> log) : IExceptionHandler
{
    private const string Key = "failure";

    /// <summary>The code of the failure of this request; none where nothing failed.</summary>
    public static string? CodeOf(HttpContext http) => http.Items[Key] as string;

    public ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var (code, status) = (RandomNumberGenerator.GetHexString(8), Faults.StatusOf(exception));
        httpContext.Items[Key] = code;
        // The page as it is declared: an address may name a person.
        var page = (httpContext.Features.Get<IExceptionHandlerFeature>()?.Endpoint as RouteEndpoint ?? httpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
        if (status == StatusCodes.Status500InternalServerError) Failed(log, code, httpContext.Request.Method, page, exception);
        else Hindered(log, code, status, httpContext.Request.Method, page, exception.GetType().Name, exception.Message);
        return ValueTask.FromResult(false);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Failure {Code} at {Method} /{Page}")]
    private static partial void Failed(ILogger log, string code, string method, string page, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failure {Code}, answered {Status}, at {Method} /{Page}: {Fault}: {Words}")]
    private static partial void Hindered(ILogger log, string code, int status, string method, string page, string fault, string words);
}
