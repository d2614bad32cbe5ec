using System.Data.Common;
using Liburia.Platform.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Liburia.Platform.Database;

/// <summary>What a failure is to the one who asked: no room left (507), not now (503), too late (409), or our fault (500).</summary>
internal static class Faults
{
    private const int SqliteFull = 13, SqliteBusy = 5, SqliteReadOnly = 8, SqliteIo = 10, SqliteSyncFailed = 1034, SqliteFolderSyncFailed = 1290, SqliteUnique = 2067, SqlitePrimaryKey = 1555;
    private const int NoSpaceLeft = 28, InputOutputError = 5;

    /// <summary>
    /// After a failed synchronisation the system may have thrown away what it could not write, and a second one would succeed over nothing: the
    /// process ends, and what starts again reads what is really there.
    /// </summary>
    public static void EndIfSyncFailed(Exception fault)
    {
        var failed = fault switch
        {
            SqliteException database => database.SqliteExtendedErrorCode is SqliteSyncFailed or SqliteFolderSyncFailed,
            DbUpdateException { InnerException: SqliteException inner } => inner.SqliteExtendedErrorCode is SqliteSyncFailed or SqliteFolderSyncFailed,
            IOException => (fault.HResult & 0xFFFF) == InputOutputError,
            _ => false,
        };
        if (failed) Environment.FailFast($"The disk could not be synchronised ({fault.Message}). Nothing was acknowledged; the program ends so that it does not go on from what may not be stored.");
    }

    /// <summary>Somebody else changed, or added, the same thing meanwhile: what they did stays.</summary>
    public static bool IsOvertaken(Exception fault) => fault is DbUpdateConcurrencyException or DbUpdateException { InnerException: PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } or SqliteException { SqliteExtendedErrorCode: SqliteUnique or SqlitePrimaryKey } };

    public static int StatusOf(Exception fault) => fault switch
    {
        _ when IsOvertaken(fault) => 409,
        BadHttpRequestException request => request.StatusCode,
        Language.UncleanText => 400,
        DbUpdateException { InnerException: { } inner } => StatusOf(inner),
        SqliteException { SqliteErrorCode: SqliteFull } or PostgresException { SqlState: PostgresErrorCodes.DiskFull } => 507,
        IOException when (fault.HResult & 0xFFFF) == NoSpaceLeft => 507,
        SqliteException { SqliteErrorCode: SqliteBusy or SqliteReadOnly or SqliteIo } or NpgsqlException { IsTransient: true } or FileDamaged => 503,
        PostgresException database => database.SqlState is PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.ReadOnlySqlTransaction or PostgresErrorCodes.QueryCanceled ? 503 : 500,
        NpgsqlException => 503,
        DbException { InnerException: IOException or System.Net.Sockets.SocketException } or TimeoutException => 503,
        InvalidOperationException { InnerException: DbException or DbUpdateException } => StatusOf(fault.InnerException),
        _ => 500,
    };
}
