using Liburia.Platform.Diagnosis;

namespace Liburia.Procedures.Models;

/// <summary>Files of procedures that are left out, each with the line and the reason.</summary>
internal sealed class ModelDiagnosis(ModelCatalogue catalogue) : IDiagnosis
{
    public IEnumerable<Finding> Look() => catalogue.Faults.Select(fault => new Finding("procedimenti", false, fault.ToString()));
}
