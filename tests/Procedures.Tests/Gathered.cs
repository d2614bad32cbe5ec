using System.Runtime.CompilerServices;
using Liburia.TestKit;
using Liburia.Platform.Web;

namespace Liburia.Procedures.Tests;

/// <summary>The tables of law of every module, for the tests that ask them without a town.</summary>
internal static class Gathered
{
    [ModuleInitializer]
    internal static void Read() => CoreServices.GatherLaw(Closure.Modules);
}
