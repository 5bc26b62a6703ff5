using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Loyalty.Data.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "loyalty");

            migrationBuilder.CreateTable(
                name: "inbox",
                schema: "loyalty",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    handler = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_inbox", x => new { x.event_id, x.handler });
                });

            migrationBuilder.CreateTable(
                name: "members",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    customer_name = table.Column<string>(type: "text", nullable: false),
                    owner_id = table.Column<long>(type: "bigint", nullable: true),
                    team_id = table.Column<long>(type: "bigint", nullable: true),
                    joined_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    balance = table.Column<long>(type: "bigint", nullable: false),
                    shortfall = table.Column<long>(type: "bigint", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_members", x => x.id);
                    table.CheckConstraint("ck_members_never_negative", "balance >= 0 and shortfall >= 0");
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    payload = table.Column<string>(type: "jsonb", nullable: false),
                    occurred_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "rewards",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    name_en = table.Column<string>(type: "text", nullable: false),
                    name_zh = table.Column<string>(type: "text", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    stock = table.Column<int>(type: "integer", nullable: true),
                    per_member = table.Column<int>(type: "integer", nullable: true),
                    offered = table.Column<bool>(type: "boolean", nullable: false),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_rewards", x => x.id);
                    table.CheckConstraint("ck_rewards_never_oversold", "stock is null or stock >= 0");
                });

            migrationBuilder.CreateTable(
                name: "entries",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    from = table.Column<string>(type: "text", nullable: false),
                    to = table.Column<string>(type: "text", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    source = table.Column<string>(type: "text", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_entries", x => x.id);
                    table.CheckConstraint("ck_entries_positive", "points > 0");
                    table.ForeignKey(
                        name: "fk_entries_members_member_id",
                        column: x => x.member_id,
                        principalSchema: "loyalty",
                        principalTable: "members",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "lots",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    remainder = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lots", x => x.id);
                    table.CheckConstraint("ck_lots_remainder", "remainder between 0 and points");
                    table.ForeignKey(
                        name: "fk_lots_entries_entry_id",
                        column: x => x.entry_id,
                        principalSchema: "loyalty",
                        principalTable: "entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_lots_members_member_id",
                        column: x => x.member_id,
                        principalSchema: "loyalty",
                        principalTable: "members",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "redemptions",
                schema: "loyalty",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    reward_id = table.Column<long>(type: "bigint", nullable: false),
                    member_id = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    redeemed_by = table.Column<long>(type: "bigint", nullable: true),
                    redeemed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancelled_by = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_redemptions", x => x.id);
                    table.ForeignKey(
                        name: "fk_redemptions_entries_entry_id",
                        column: x => x.entry_id,
                        principalSchema: "loyalty",
                        principalTable: "entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_redemptions_members_member_id",
                        column: x => x.member_id,
                        principalSchema: "loyalty",
                        principalTable: "members",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_redemptions_rewards_reward_id",
                        column: x => x.reward_id,
                        principalSchema: "loyalty",
                        principalTable: "rewards",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "lot_uses",
                schema: "loyalty",
                columns: table => new
                {
                    lot_id = table.Column<long>(type: "bigint", nullable: false),
                    entry_id = table.Column<long>(type: "bigint", nullable: false),
                    points = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_lot_uses", x => new { x.entry_id, x.lot_id });
                    table.ForeignKey(
                        name: "fk_lot_uses_entries_entry_id",
                        column: x => x.entry_id,
                        principalSchema: "loyalty",
                        principalTable: "entries",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_lot_uses_lots_lot_id",
                        column: x => x.lot_id,
                        principalSchema: "loyalty",
                        principalTable: "lots",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_entries_member_id_at_id",
                schema: "loyalty",
                table: "entries",
                columns: new[] { "member_id", "at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_entries_source_key_from_to",
                schema: "loyalty",
                table: "entries",
                columns: new[] { "source", "key", "from", "to" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_lot_uses_lot_id",
                schema: "loyalty",
                table: "lot_uses",
                column: "lot_id");

            migrationBuilder.CreateIndex(
                name: "ix_lots_entry_id",
                schema: "loyalty",
                table: "lots",
                column: "entry_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_lots_expiring",
                schema: "loyalty",
                table: "lots",
                column: "expires_at",
                filter: "remainder > 0");

            migrationBuilder.CreateIndex(
                name: "ix_lots_member_id_expires_at",
                schema: "loyalty",
                table: "lots",
                columns: new[] { "member_id", "expires_at" },
                filter: "remainder > 0");

            migrationBuilder.CreateIndex(
                name: "ix_members_balance_id",
                schema: "loyalty",
                table: "members",
                columns: new[] { "balance", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_members_customer_id",
                schema: "loyalty",
                table: "members",
                column: "customer_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_members_owner_id",
                schema: "loyalty",
                table: "members",
                column: "owner_id");

            migrationBuilder.CreateIndex(
                name: "ix_members_team_id",
                schema: "loyalty",
                table: "members",
                column: "team_id");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due",
                schema: "loyalty",
                table: "outbox",
                column: "due_at",
                filter: "done_at is null and due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_outbox_open",
                schema: "loyalty",
                table: "outbox",
                column: "occurred_at",
                filter: "done_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_redemptions_entry_id",
                schema: "loyalty",
                table: "redemptions",
                column: "entry_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_redemptions_key",
                schema: "loyalty",
                table: "redemptions",
                column: "key",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_redemptions_member_id_reward_id",
                schema: "loyalty",
                table: "redemptions",
                columns: new[] { "member_id", "reward_id" });

            migrationBuilder.CreateIndex(
                name: "ix_redemptions_reward_id",
                schema: "loyalty",
                table: "redemptions",
                column: "reward_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "inbox",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "lot_uses",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "outbox",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "redemptions",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "lots",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "rewards",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "entries",
                schema: "loyalty");

            migrationBuilder.DropTable(
                name: "members",
                schema: "loyalty");
        }
    }
}
