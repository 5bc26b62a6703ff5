namespace Crm.Contracts;

/// <summary>
/// Something that happened in a module, named in the past tense. Delivered to every listener at least once in
/// flight and exactly once in effect. Holds ids, primitives and UTC instants; never a person's name or address,
/// since events are kept after the person is erased.
/// </summary>
public interface IEvent;
