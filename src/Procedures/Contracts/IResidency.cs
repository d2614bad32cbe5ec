namespace Liburia.Procedures.Contracts;

/// <summary>Tells residents from others.</summary>
public interface IResidency
{
    Task<bool> IsResidentAsync(string taxCode, CancellationToken cancel = default);
}
