using Liburia.Platform.Commands;
using Liburia.Platform.Imports;
using Liburia.Platform.Language;

namespace Liburia.Registry.Imports;

/// <summary>For who sets a Comune up: the people of its former program, from a file on the machine.</summary>
internal sealed class RegistryCommand : ICommand
{
    public string Name => "registry";
    public string Words => "import COMUNE FILE";
    public string Summary => "takes people and households from a CSV or XLSX file into the registry; the same file again changes nothing";
    public IReadOnlyList<Option> Own =>
        [new("mapping", "FILE", "JSON object that says which heading is which field; without it they are matched by their names", File.Exists)];

    public Task<int> RunAsync(Options options) => options.Words is ["import", var comune, var file]
        ? ImportHere.RunAsync(options, PeopleFields.Kind, comune, file, options["mapping"])
        : throw new Refused("si dice «liburia registry import COMUNE FILE».");
}
