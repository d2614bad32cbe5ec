using Liburia.Platform;
using Liburia.Design;
using Liburia.Platform.Database;
using Liburia.Platform.Tenancy;
using Liburia.Platform.Web;
using Liburia.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Liburia.Architecture.Tests;

/// <summary>What would go wrong in a request, of whichever Comune, is refused when the program is put together.</summary>
public sealed class GuardRailsTests
{
    /// <summary>In everybody's hands, with the database of whichever Comune came first.</summary>
    private sealed class Captor(AppDb db)
    {
        public AppDb Db => db;
    }

    private interface INobody;

    /// <summary>Needs what nobody makes.</summary>
    private sealed class Orphan(INobody nobody)
    {
        public INobody Nobody => nobody;
    }

    private sealed class Careless(Action<IServiceCollection> add) : IModule
    {
        public string Name => "Careless";
        public void AddServices(IServiceCollection services) => add(services);
    }

    public static TheoryData<string> Faults => ["captor", "orphan"];

    private static readonly Dictionary<string, (Action<IServiceCollection> Add, string Named)> Faulty = new()
    {
        ["captor"] = (services => services.AddSingleton<Captor>(), nameof(Captor)),
        ["orphan"] = (services => services.AddScoped<Orphan>(), nameof(INobody)),
    };

    private static Installation Nowhere() => new() { DataFolder = Path.Combine(Path.GetTempPath(), $"liburia-none-{Guid.NewGuid():n}") };

    private static WebApplication Host(Action<WebApplicationBuilder>? tweak) =>
        LiburiaHost.Build(Nowhere(), Modules.All, UnknownHostPage.Html, UnknownHostPage.Resting, TimeProvider.System, tweak);

    [Theory, MemberData(nameof(Faults))]
    public async Task Service_ThatOutlivesWhatItHolds_OrThatNobodyCanMake_StopsTheStart(string fault)
    {
        var (add, named) = Faulty[fault];
        await using (Host(null))
        {
            // As it is, it starts.
        }
        Should.Throw<AggregateException>(() => Host(builder => add(builder.Services))).Message.ShouldContain(named);
    }

    [Theory, MemberData(nameof(Faults))]
    public async Task Service_ThatOutlivesWhatItHolds_OrThatNobodyCanMake_StopsACommand(string fault)
    {
        var (add, named) = Faulty[fault];
        await using (LiburiaHost.BuildCore(Nowhere(), Modules.All, TimeProvider.System))
        {
            // As it is, it starts.
        }
        Should.Throw<AggregateException>(() => LiburiaHost.BuildCore(Nowhere(), [.. Modules.All, new Careless(add)], TimeProvider.System)).Message.ShouldContain(named);
    }

    /// <summary>What belongs to one Comune's request is not taken from everybody's services.</summary>
    [Fact]
    public async Task WhatIsOfARequest_IsNotTakenFromOutsideOne()
    {
        await using var host = Host(null);
        Should.Throw<InvalidOperationException>(() => host.Services.GetRequiredService<Tenant>());
        await using var core = LiburiaHost.BuildCore(Nowhere(), Modules.All, TimeProvider.System);
        Should.Throw<InvalidOperationException>(() => core.GetRequiredService<Tenant>());
    }

    /// <summary>A disk without room is told by its number, whatever the words.</summary>
    [Fact]
    public void WriteWithoutRoom_Is507()
    {
        if (!File.Exists("/dev/full")) Assert.Skip("no device that is always full");
        var fault = Should.Throw<IOException>(() =>
        {
            using var full = new FileStream("/dev/full", FileMode.Open, FileAccess.Write, FileShare.None, bufferSize: 0);
            full.Write([1]);
        });
        Liburia.Platform.Database.Faults.StatusOf(fault).ShouldBe(507);
        Liburia.Platform.Database.Faults.StatusOf(new IOException("No space left on device")).ShouldNotBe(507, "words alone say nothing");
    }
}
