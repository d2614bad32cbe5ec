using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Liburia.Platform.Database;

/// <summary>The only thing that opens a Comune's database.</summary>
public sealed class AppDbFactory(IEngine engine, IReadOnlyList<IModule> modules)
{
    private readonly ConcurrentDictionary<string, DbContextOptions<AppDb>> optionsOf = new();

    public AppDb Open(string slug) => new(optionsOf.GetOrAdd(slug, Build), modules);

    private DbContextOptions<AppDb> Build(string slug)
    {
        var builder = new DbContextOptionsBuilder<AppDb>();
        engine.Configure(builder, slug);
        builder.ReplaceService<IMigrationsAssembly, ModuleMigrations>();
        builder.ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning, CoreEventId.ManyServiceProvidersCreatedWarning,
            RelationalEventId.CommandExecuted, RelationalEventId.NonTransactionalMigrationOperationWarning));
        return builder.Options;
    }
}
