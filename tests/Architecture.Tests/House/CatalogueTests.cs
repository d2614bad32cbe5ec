using Liburia.Procedures.Models;
using Liburia.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>The procedures that all modules together bring.</summary>
public sealed class CatalogueTests(SqliteTown town) : IClassFixture<SqliteTown>
{
    [Fact]
    public async Task Catalogue_Shipped_HasNoFault_EightCompleteAndTwentyFiveMore_OverTheCategories()
    {
        town.Require();
        var catalogue = await town.InAsync("cesa", services => Task.FromResult(services.GetRequiredService<ModelCatalogue>()));
        catalogue.Faults.ShouldBeEmpty();
        catalogue.Newest.Count(m => m.IsOnline).ShouldBeGreaterThanOrEqualTo(8);
        catalogue.Newest.Count(m => !m.IsOnline).ShouldBeGreaterThanOrEqualTo(25);
        catalogue.Newest.Select(m => m.Sheet.Category).Distinct().Count().ShouldBe(15);
    }
}
