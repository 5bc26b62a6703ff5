namespace Crm.Contracts.Customers;

/// <summary>A person, or an organisation whose people are its contacts.</summary>
public enum CustomerKind { Individual, Organisation }

/// <summary>How much attention the relation deserves, set by hand; VIP halves the targets of its tickets.</summary>
public enum CustomerLevel { Normal, Key, Vip }

/// <summary>Size tier of an organisation.</summary>
public enum CustomerSize { Micro, Small, Medium, Large, Group }

/// <summary>Whether a customer from a public form or an import has been accepted. Pending ones are served, but kept out of audiences, campaigns, points and KPIs.</summary>
public enum Admission { Pending, Admitted, Rejected }

/// <summary>Where the customer came from.</summary>
public enum SourceChannel { Online, MarketResearch, Exhibition, Social, PartnerReferral, Import, Other }

/// <summary>Spend of the last twelve months in three classes; thresholds are settings.</summary>
public enum ValueClass { Low, Medium, High }

/// <summary>How long somebody has been a customer.</summary>
public enum CooperationBand { Under3Months, From3To6Months, From6To12Months, Over1Year }

/// <summary>How an interaction happened.</summary>
public enum InteractionType { Call, Email, Visit, OnlineChat, Social, Event, Other }
