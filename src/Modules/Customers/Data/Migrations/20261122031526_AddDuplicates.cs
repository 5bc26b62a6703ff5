using System;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Crm.Customers.Data.Migrations
{
    /// <inheritdoc />
    public partial class AddDuplicates : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "duplicate_candidates",
                schema: "customers",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityByDefaultColumn),
                    low_id = table.Column<long>(type: "bigint", nullable: false),
                    high_id = table.Column<long>(type: "bigint", nullable: false),
                    bits = table.Column<float>(type: "real", nullable: false),
                    reasons = table.Column<string>(type: "jsonb", nullable: false),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    dismissed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    dismissed_by_id = table.Column<long>(type: "bigint", nullable: true),
                    xmin = table.Column<uint>(type: "xid", rowVersion: true, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duplicate_candidates", x => x.id);
                    table.CheckConstraint("ck_duplicate_candidates_order", "low_id < high_id");
                    table.ForeignKey(
                        name: "fk_duplicate_candidates_customers_high_id",
                        column: x => x.high_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "fk_duplicate_candidates_customers_low_id",
                        column: x => x.low_id,
                        principalSchema: "customers",
                        principalTable: "customers",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "duplicate_keys",
                schema: "customers",
                columns: table => new
                {
                    key = table.Column<long>(type: "bigint", nullable: false),
                    customer_id = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duplicate_keys", x => new { x.key, x.customer_id });
                });

            migrationBuilder.CreateTable(
                name: "duplicate_scans",
                schema: "customers",
                columns: table => new
                {
                    customer_id = table.Column<long>(type: "bigint", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    keys = table.Column<long[]>(type: "bigint[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_duplicate_scans", x => x.customer_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_customers_changed_at",
                schema: "customers",
                table: "customers",
                column: "changed_at");

            migrationBuilder.CreateIndex(
                name: "ix_duplicate_candidates_high_id",
                schema: "customers",
                table: "duplicate_candidates",
                column: "high_id");

            migrationBuilder.CreateIndex(
                name: "ix_duplicate_candidates_low_id_high_id",
                schema: "customers",
                table: "duplicate_candidates",
                columns: new[] { "low_id", "high_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_duplicate_candidates_open",
                schema: "customers",
                table: "duplicate_candidates",
                columns: new[] { "bits", "id" },
                descending: new bool[0],
                filter: "dismissed_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_duplicate_scans_changed_at",
                schema: "customers",
                table: "duplicate_scans",
                column: "changed_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "duplicate_candidates",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "duplicate_keys",
                schema: "customers");

            migrationBuilder.DropTable(
                name: "duplicate_scans",
                schema: "customers");

            migrationBuilder.DropIndex(
                name: "ix_customers_changed_at",
                schema: "customers",
                table: "customers");
        }
    }
}
