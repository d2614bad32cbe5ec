using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Liburia.Platform.Database;

/// <summary>
/// While a context is <see cref="AppDb.KeepsOpen"/>, its connection stays open from its first question to the last: the Comune's settings are made and
/// asserted once, instead of at every question.
/// </summary>
internal sealed class KeepingOpen : DbConnectionInterceptor
{
    public static readonly KeepingOpen Instance = new();

    public override InterceptionResult ConnectionClosing(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => Judge(connection, eventData, result);

    public override ValueTask<InterceptionResult> ConnectionClosingAsync(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) => ValueTask.FromResult(Judge(connection, eventData, result));

    private static InterceptionResult Judge(DbConnection connection, ConnectionEventData eventData, InterceptionResult result) =>
        eventData.Context is AppDb { KeepsOpen: true } && connection.State == System.Data.ConnectionState.Open ? InterceptionResult.Suppress() : result;
}
