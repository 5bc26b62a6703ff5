namespace Crm.Lifecycle.Domain;

internal sealed record StageRules(int NewDays, int MatureDays, int MatureOrders, int DormantDays, int ChurnedDays, int HandDays)
{
    public const string Setting = "lifecycle.stages";
    public static readonly StageRules Default = new(90, 365, 3, 90, 180, 90);
}
