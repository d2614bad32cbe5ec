using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Database;

/// <summary>The only thing that opens a Comune's database.</summary>
public sealed class AppDbFactory(IEngine engine, IReadOnlyList<IModule> modules)
{
    private readonly ConcurrentDictionary<(string Slug, string Engine), DbContextOptions<AppDb>> optionsOf = new();

    public AppDb Open(string slug) => OpenOn(engine, slug);

    /// <summary>Opens a database on a given engine: while a Comune moves it is on two.</summary>
    public AppDb OpenOn(IEngine on, string slug) => new(optionsOf.GetOrAdd((slug, on.NameOf(slug)), key => Build(on, key.Slug)), modules);

    private static DbContextOptions<AppDb> Build(IEngine on, string slug)
    {
        var builder = new DbContextOptionsBuilder<AppDb>();
        on.Configure(builder, slug);
        builder.AddInterceptors(KeepingOpen.Instance);
        builder.ReplaceService<IMigrationsAssembly, ModuleMigrations>();
        // Rows that are only counted are cut off in no order (ListOf): to put them into one is what would take the time.
        builder.ConfigureWarnings(warnings => warnings.Ignore(CoreEventId.RowLimitingOperationWithoutOrderByWarning,
            RelationalEventId.PendingModelChangesWarning, CoreEventId.ManyServiceProvidersCreatedWarning,
            RelationalEventId.CommandExecuted, RelationalEventId.NonTransactionalMigrationOperationWarning));
        return builder.Options;
    }
}
